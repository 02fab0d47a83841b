<?php
/** As much of WordPress as the plugin calls: what it registers, keeps and shows is printed as JSON. Called by a test. */

$kept = array( 'forthright_address' => $argv[2] );
$done = array();

function add_action( $name, $what ) { global $done; $done[ $name ] = $what; }
function add_filter( $name, $what ) { add_action( $name, $what ); }
function plugin_basename( $file ) { return 'forthright/forthright.php'; }
function add_submenu_page( ...$about ) { global $done; $done['page'] = $about; }
function admin_url( $path = '' ) { return 'https://shop.example/wp-admin/' . $path; }
function home_url() { return 'https://shop.example'; }
function get_option( $name, $default = false ) { global $kept; return $kept[ $name ] ?? $default; }
function delete_option( $name ) { global $kept; unset( $kept[ $name ] ); }
function is_multisite() { return false; }
function add_query_arg( $name, $value, $url ) { return $url . ( strpos( $url, '?' ) ? '&' : '?' ) . "$name=$value"; }
function esc_url( $url ) { return htmlspecialchars( $url, ENT_QUOTES ); }
function esc_attr( $text ) { return htmlspecialchars( $text, ENT_QUOTES ); }
function esc_html__( $text, $domain ) { return htmlspecialchars( $text, ENT_QUOTES ); }
function esc_html_e( $text, $domain ) { echo esc_html__( $text, $domain ); }
function __( $text, $domain ) { return $text; }
function wp_nonce_field( $act ) { echo '<input type="hidden" name="_wpnonce" value="' . md5( $act ) . '">'; }
function submit_button( $text ) { echo "<button>$text</button>"; }
function wp_json_encode( $value ) { return json_encode( $value ); }
function wp_get_current_user() { global $argv; return (object) array( 'user_email' => $argv[4] ); }
function wc_get_webhook( $id ) { return new Webhook(); }

class Webhook {
	public function get_delivery_url() { global $argv; return $argv[2] . '/webhooks/woocommerce/' . $argv[5]; }
	public function get_secret() { global $argv; return $argv[3]; }
}

class WC_Data_Store {
	public static function load( $kind ) { return new self(); }
	public function search_webhooks( $about ) { global $argv; return '' === $argv[3] ? array() : array( 7 ); }
}

define( 'ABSPATH', '/' );
define( 'WP_UNINSTALL_PLUGIN', 'forthright' );
$folder = $argv[1];
require "$folder/forthright.php";
ob_start();
Forthright\show_page();
$page = ob_get_clean();
Forthright\add_page();
require "$folder/uninstall.php";
echo json_encode( array( 'page' => $page, 'done' => array_keys( $done ), 'capability' => $done['page'][3], 'kept' => $kept ) );
